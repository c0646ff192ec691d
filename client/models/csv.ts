/** Rows as CSV (RFC 4180). Pure. */

/** A cell that a spreadsheet would take for a formula is kept from being one by an apostrophe before it. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csv(columns: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  const line = (cells: readonly (string | number | undefined)[]) =>
    cells.map((one) => cell(String(one ?? ''))).join(',');
  return [columns, ...rows].map((cells) => `${line(cells)}\r\n`).join('');
}
