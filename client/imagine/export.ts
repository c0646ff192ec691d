/** Saves what the panel shows: the person says as what and where; nothing is written before. */
import * as vscode from 'vscode';
import { homeFolder } from '../documents.ts';
import { tellFailure } from '../tell.ts';
import { type Content, exported, FORMATS, type Format, fileName } from './exported.ts';

const { t } = vscode.l10n;

function namesOf(): Readonly<Record<Format, { label: string; description: string }>> {
  return {
    html: { label: t('Web page'), description: t('HTML, all of it, no scripts') },
    svg: { label: t('Picture'), description: t('SVG, the steps') },
    md: { label: t('Text'), description: t('Markdown, all of it') },
    json: { label: t('Data'), description: t('JSON, an imagining by its published schema') },
  };
}

/** Asks for a format, then for a place; where it was saved, or nothing where the person left or it could not be. */
export async function saveImagining(shown: Content, log: vscode.LogOutputChannel): Promise<vscode.Uri | undefined> {
  const names = namesOf();
  const items = FORMATS.map((format) => ({ format, ...names[format] }));
  const options = { title: t('Export Imagining'), placeHolder: t('As what?') };
  const chosen = await vscode.window.showQuickPick(items, options);
  if (!chosen) return undefined;
  const { format, label } = chosen;
  const folder = homeFolder();
  const file = `${fileName(shown.imagining, shown.view.document)}.${format}`;
  const uri = await vscode.window.showSaveDialog({
    title: t('Export Imagining'),
    filters: { [label]: [format] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, file) }),
  });
  if (!uri) return undefined;
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(exported(format, shown)));
    return uri;
  } catch (error) {
    log.error(`${uri.toString()} could not be written`, error);
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    void tellFailure(t('{0} could not be written.', name), log);
    return undefined;
  }
}
