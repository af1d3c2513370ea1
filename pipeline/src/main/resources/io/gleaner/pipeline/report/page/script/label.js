// One pair after the other: answers by buttons or keys, kept in this browser where it allows that, exported as a table.

const main = byId('label');
const table = JSON.parse(byId('table').textContent);
const choices = [...document.querySelectorAll('.choice')];
const KEY = 'gleaner/pairs/' + main.dataset.key;
const ANSWERS = ['yes', 'no', 'skip'];
const KEYS = {y: 'yes', n: 'no', s: 'skip'};

const answers = kept();
let at = firstOpen();

function kept() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return choices.map((_, i) => (Array.isArray(stored) && ANSWERS.includes(stored[i]) ? stored[i] : null));
  } catch {
    return choices.map(() => null);
  }
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify(answers));
  } catch {
    // The page was opened where nothing may be kept: answers last as long as it is open.
  }
}

function firstOpen() {
  const open = answers.indexOf(null);
  return open < 0 ? Math.max(0, choices.length - 1) : open;
}

function show() {
  choices.forEach((choice, i) => { choice.hidden = i !== at; });
  const said = (answer) => answers.filter((each) => each === answer).length;
  byId('progress').value = answers.length - said(null);
  byId('progress-words').textContent = choices.length === 0 ? '' : 'Pair ' + count(at + 1) + ' of ' + count(choices.length)
    + ' · ' + count(said('yes')) + ' yes, ' + count(said('no')) + ' no, ' + count(said('skip')) + ' skipped, ' + count(said(null)) + ' to go';
  document.querySelectorAll('[data-answer]').forEach((button) => {
    button.disabled = choices.length === 0;
    button.setAttribute('aria-pressed', answers[at] === button.dataset.answer);
  });
  byId('back').disabled = at === 0;
  byId('forward').disabled = at >= choices.length - 1;
}

function go(to) {
  at = Math.max(0, Math.min(choices.length - 1, to));
  show();
}

function answer(said) {
  if (choices.length === 0) {
    return;
  }
  answers[at] = said;
  keep();
  go(at + 1);
}

/** Returns the table: pairs that were skipped or not reached have no answer. */
function pairsCsv() {
  const rows = table.rows.map(([before, after], i) =>
    before + ',' + (answers[i] === null || answers[i] === 'skip' ? '' : answers[i]) + ',' + after);
  return [table.header, ...rows].join('\r\n') + '\r\n';
}

function exportPairs() {
  const address = URL.createObjectURL(new Blob([pairsCsv()], {type: 'text/csv'}));
  const link = element('a', {href: address, download: 'pairs.csv'});
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

document.querySelectorAll('[data-answer]').forEach((button) => button.addEventListener('click', () => answer(button.dataset.answer)));
byId('back').addEventListener('click', () => go(at - 1));
byId('forward').addEventListener('click', () => go(at + 1));
byId('export').addEventListener('click', exportPairs);
byId('clear').addEventListener('click', () => {
  answers.fill(null);
  keep();
  go(0);
});
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  if (event.key in KEYS) {
    event.preventDefault();
    answer(KEYS[event.key]);
  } else if (event.key === 'ArrowLeft') {
    go(at - 1);
  } else if (event.key === 'ArrowRight') {
    go(at + 1);
  }
});

document.querySelectorAll('.scripted').forEach((part) => { part.hidden = false; });
show();
document.documentElement.dataset.ready = 'yes';
