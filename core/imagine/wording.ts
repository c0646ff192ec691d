export declare const x: never;
export function sentence(i: unknown): string {
  return String(i);
}
