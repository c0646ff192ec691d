/**
 * The only module that knows @vscode/webview-ui-toolkit, which is deprecated upstream: its successor is a change of this
 * file. What it makes is told apart by nothing but names and callbacks.
 */
import {
  type Button,
  type Dropdown,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeLink,
  vsCodeOption,
} from '@vscode/webview-ui-toolkit';
import { element } from './dom.ts';
import type { Picker } from './messages.ts';

/** Must run once, before anything else here. */
export function register(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeLink());
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
    },
  };
}

/** A choice of one among several. */
export interface Select {
  readonly root: HTMLElement;
  set(picker: Picker): void;
}

export function select(name: string, onChange: (id: string) => void): Select {
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
  const root = element('div', { class: 'picker' }, element('span', { class: 'dim', text: name }), only, dropdown);
  return {
    root,
    set(picker) {
      root.hidden = picker.options.length === 0;
      const key = JSON.stringify(picker.options);
      chosen = picker.chosen ?? '';
      if (key !== drawn) {
        drawn = key;
        dropdown.replaceChildren(
          ...picker.options.map((option) => {
            const item = element('vscode-option', { text: option.label, title: option.label });
            item.setAttribute('value', option.id);
            return item;
          }),
        );
      }
      only.hidden = picker.options.length > 1;
      only.textContent = picker.options[0]?.label ?? '';
      dropdown.hidden = !only.hidden;
      // The component settles its options on the next microtask and would fall back to the first one.
      queueMicrotask(() => {
        dropdown.value = chosen ?? '';
        dropdown.title = picker.options.find((option) => option.id === chosen)?.label ?? '';
      });
    },
  };
}

/** A link out of the editor. The address was checked when the message was parsed. */
export function link(text: string, href: string): HTMLElement {
  const made = element('vscode-link', { text });
  made.setAttribute('href', href);
  return made;
}
