/**
 * Everything about language models: what speaks to their servers, and the commands around them. The build makes a file of its own of
 * this module, loaded where a model is chosen or wanted, so that whoever uses none does not pay for it.
 */
export { clearCache } from './models/clearCache.ts';
export { imagineFolder } from './models/folder.ts';
export { Models } from './models/models.ts';
export { selectPredictor } from './models/selectPredictor.ts';
