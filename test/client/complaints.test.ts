import { expect, it } from 'vitest';
import { isOurs } from '../editor/complaints.ts';

it('the editor’s own delay at saving is no complaint of ours, however it is logged; another error is', () => {
  const late = 'Aborted onWillSaveTextDocument-event after 1750ms (http://127.0.0.1:1/out/vs/code.js)';
  expect(
    [late, `Error: ${late}`, `%c  ERR color: #f33 Error: ${late}`, `%c  ERR color: #f33 ${late}`].map(isOurs),
  ).toEqual([false, false, false, false]);
  expect(isOurs(`%c  ERR color: #f33 Error: deepimagine: ${late}`)).toBe(true);
  expect(isOurs('%c  ERR color: #f33 Error: nothing of the kind')).toBe(true);
});
