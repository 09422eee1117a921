// What is imported `with { type: 'text' }`: the bundle carries it.
declare module '*.go' {
  const text: string
  export default text
}
declare module '*.mod' {
  const text: string
  export default text
}
declare module '*.sum' {
  const text: string
  export default text
}
declare module '*.sh' {
  const text: string
  export default text
}
declare module '*.java' {
  const text: string
  export default text
}
declare module '*.yaml' {
  const text: string
  export default text
}
declare module '*.properties' {
  const text: string
  export default text
}
