'use strict';
// Text as a reader sees it, and elements. Nothing of the run ever becomes markup: only textContent and attributes.

const MISLEADING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** Spells out characters that control, hide or reorder others. */
function shown(text) {
  return text.replace(MISLEADING, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
}

/** Makes an element with attributes and children; a text child is shown as it is. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children.map((child) => (typeof child === 'string' ? shown(child) : child)));
  return made;
}

/** Makes the sign of a fate, as the page's own signs are. */
function sign(fate) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', 'fate fate-' + fate);
  svg.setAttribute('viewBox', '-8 -8 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(space, 'use');
  use.setAttribute('href', '#dot-' + fate);
  svg.append(use);
  return svg;
}

const byId = (id) => document.getElementById(id);
const count = (number) => number.toLocaleString('en');
