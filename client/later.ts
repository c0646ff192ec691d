/**
 * Everything beyond activation, each loaded when it is first needed. The build makes a file of its own of this module, so
 * that activating the extension reads next to nothing.
 */
export const load = {
  language: () => import('./language.ts'),
  panel: () => import('./imagine/panelHost.ts'),
  modelHover: () => import('./imagine/modelHover.ts'),
  status: () => import('./status.ts'),
  documents: () => import('./documents.ts'),
  debugInformation: () => import('./debugInformation.ts'),
  importFromRegistry: () => import('./registry/importFromRegistry.ts'),
  importFromFile: () => import('./registry/importFromFile.ts'),
  /** Everything about language models, in another file. */
  models: () => import('./models.ts'),
  update: () => import('./registry/update.ts'),
  newTrial: () => import('./registry/newTrial.ts'),
  pairs: () => import('./pairs/view.ts'),
  anchors: () => import('./anchors/finder.ts'),
};

export type Load = typeof load;
