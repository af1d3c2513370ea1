// Starts the page: shows what needs a script, listens to clicks and keys, and fills all pictures before printing.

const THEME_KEY = 'gleaner/theme';
const KEYS = {r: 'remove', n: 'never', w: 'wrong_cluster', k: 'keep_both'};

function startTheme() {
  const root = document.documentElement;
  try {
    const kept = localStorage.getItem(THEME_KEY);
    if (kept === 'light' || kept === 'dark') {
      root.dataset.theme = kept;
    }
  } catch {
    // Nothing may be kept here: the system's choice stays.
  }
  byId('theme').addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    try {
      localStorage.setItem(THEME_KEY, root.dataset.theme);
    } catch {
      // As above.
    }
  });
}

function startMenu() {
  const menu = byId('menu');
  const links = byId('sections');
  menu.addEventListener('click', () => {
    const open = links.classList.toggle('open');
    menu.setAttribute('aria-expanded', open);
  });
  links.addEventListener('click', () => {
    links.classList.remove('open');
    menu.setAttribute('aria-expanded', 'false');
  });
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      links.querySelector('[href="#' + entry.target.id + '"]')?.classList.toggle('current', entry.isIntersecting);
    }
  }, {rootMargin: '-30% 0px -69% 0px'});
  document.querySelectorAll('main > section').forEach((section) => seen.observe(section));
}

/** Marks the picture that has the focus by one key. */
function markByKey(open, decision) {
  const number = Number(open.dataset.card);
  const pair = open.closest('.pair[data-joined]');
  const cluster = open.closest('[data-cluster]')?.dataset.cluster;
  if (decision === 'keep_both') {
    if (pair) {
      toggle(markOf(decision, Number(pair.dataset.a), Number(pair.dataset.b)));
    }
  } else if (decision === 'wrong_cluster') {
    if (cluster !== undefined) {
      toggle(markOf(decision, number, null, cluster));
    }
  } else {
    toggle(markOf(decision, number));
  }
}

document.addEventListener('click', (event) => {
  const open = event.target.closest('button.open');
  const mark = event.target.closest('.pair .mark');
  if (open) {
    openFrom(open);
  } else if (mark) {
    toggle(markOfButton(mark));
  }
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) {
    return;
  }
  if (event.key === '/' && !document.querySelector('dialog[open]')) {
    event.preventDefault();
    search.focus();
    return;
  }
  const open = event.target.closest('button.open');
  if (open && event.key in KEYS) {
    markByKey(open, KEYS[event.key]);
  }
});

addEventListener('beforeprint', () => document.querySelectorAll('.frame[data-picture]').forEach(fill));
document.querySelectorAll('.scripted').forEach((part) => { part.hidden = false; });
document.querySelectorAll('.frame[data-picture]').forEach((frame) => watcher.observe(frame));
startTheme();
startMenu();
startMap();
listeners.forEach((listener) => listener());
document.documentElement.dataset.ready = 'yes';
