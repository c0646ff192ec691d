/**
 * The only module that knows @vscode/webview-ui-toolkit, which is deprecated upstream: its successor is a change of this
 * file. What it makes is told apart by nothing but names and callbacks.
 */
import {
  type Button,
  type Dropdown,
  provideVSCodeDesignSystem,
  type TextField,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { element } from './dom.ts';
import type { Picker } from './messages.ts';

/** Must run once, before anything else here. */
export function register(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());
}

/** A button that does one thing. `description` is its accessible name and tooltip, where its text is short. */
export function button(text: string, description: string, onClick: () => void): HTMLElement {
  const made = element('vscode-button', { text }) as Button;
  made.appearance = 'secondary';
  made.ariaLabel = description;
  made.title = description;
  made.addEventListener('click', onClick);
  return made;
}

/** A button that is on or off. */
export interface Toggle {
  readonly root: HTMLElement;
  set(pressed: boolean, text: string): void;
}

export function toggle(description: string, onChange: (pressed: boolean) => void): Toggle {
  let on = false;
  const root = button('', description, () => onChange(!on)) as Button;
  return {
    root,
    set(pressed, text) {
      on = pressed;
      root.ariaPressed = String(pressed);
      root.appearance = pressed ? 'primary' : 'secondary';
      root.textContent = text;
      root.ariaLabel = `${text}: ${description}`;
    },
  };
}

/** A field for words. */
export interface Field {
  readonly root: HTMLElement;
  readonly text: string;
  clear(): void;
}

export function field(name: string, onChange: () => void): Field {
  // The component takes its accessible name from its text alone, which the style sheet does not show beside the placeholder.
  const root = element('vscode-text-field', { class: 'field', text: name }) as TextField;
  root.placeholder = name;
  root.addEventListener('input', onChange);
  return {
    root,
    get text() {
      return root.value;
    },
    clear() {
      root.value = '';
    },
  };
}

/** A choice of one among several. */
export interface Select {
  readonly root: HTMLElement;
  set(picker: Picker): void;
}

/** More than this are not to be looked through in a list: the host lets the person search among them. */
const LIST = 30;

/** `onMany`: the person wants to choose, and there are too many for a list. */
export function select(name: string, onChange: (id: string) => void, onMany: () => void): Select {
  const dropdown = element('vscode-dropdown') as Dropdown;
  dropdown.ariaLabel = name;
  let drawn: string | undefined;
  // `change` is also fired when options are replaced; only what the person chose counts.
  let chosen: string | undefined;
  dropdown.addEventListener('change', () => {
    const id = dropdown.value;
    if (id === chosen || id === '') return;
    chosen = id;
    onChange(id);
  });
  // Where there is one choice there is nothing to choose: it is told.
  const only = element('span', { class: 'only' });
  const many = button('', name, onMany);
  many.classList.add('many');
  const title = element('span', { class: 'dim', text: name });
  const root = element('div', { class: 'picker' }, title, only, many, dropdown);
  function list({ options }: Picker): void {
    const key = JSON.stringify(options);
    if (key !== drawn) {
      drawn = key;
      dropdown.replaceChildren(
        ...options.map((option) => {
          const item = element('vscode-option', { text: option.label, title: option.label });
          item.setAttribute('value', option.id);
          return item;
        }),
      );
    }
    // The component settles its options on the next microtask and would fall back to the first one.
    queueMicrotask(() => {
      dropdown.value = chosen ?? '';
      dropdown.title = options.find((option) => option.id === chosen)?.label ?? '';
    });
  }
  return {
    root,
    set(picker) {
      const { options } = picker;
      chosen = picker.chosen ?? '';
      root.hidden = options.length === 0;
      only.hidden = options.length > 1;
      many.hidden = options.length <= LIST;
      dropdown.hidden = !only.hidden || !many.hidden;
      const label = options.find((option) => option.id === chosen)?.label ?? options[0]?.label ?? '';
      only.textContent = label;
      many.textContent = label;
      many.ariaLabel = `${name}: ${label}`;
      many.title = label;
      if (!dropdown.hidden) list(picker);
    },
  };
}
