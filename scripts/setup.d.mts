/** What `setup.mjs` gives, for the TypeScript that calls it. */
export declare const root: string;
export declare const vscodeHost: string;
export declare class Missing extends Error {}
export declare function installed(folder: string): boolean;
export declare function ensureModules(): void;
export declare function pinnedNode(): string | undefined;
export declare function onPinnedNode(): Promise<void>;
export declare function ensureVsCode(): void;
export declare function onPath(...names: string[]): string | undefined;
export declare function ensureChromium(): string;
export declare const llamaPackages: string;
export declare const transformersPackages: string;
export declare function ensurePython(requirements?: string): Promise<string>;
export declare function main(run: () => Promise<void>): Promise<void>;
