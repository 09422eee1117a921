/** What is used of WebAssembly, which browsers and Node have; of TypeScript's own libraries only that of browsers declares it. */
declare namespace WebAssembly {
  type ImportFunction = (...args: never[]) => number
  class Memory {
    readonly buffer: ArrayBuffer
  }
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>
  }
  function compile(bytes: Uint8Array): Promise<Module>
  function instantiate(
    module: Module,
    imports: Readonly<Record<string, Readonly<Record<string, ImportFunction>>>>,
  ): Promise<Instance>
}
