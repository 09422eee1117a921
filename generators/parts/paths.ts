/** Whether a path is that of a folder, or lies below it: `/kafka/one` in `/kafka`, and `/kafka-one` not. Neither ends with `/`. */
export const isWithin = (path: string, folder: string): boolean => `${path}/`.startsWith(`${folder}/`)
