// What the reader marked: a list of decisions in the order in which they were made, kept in this browser where it allows that.

const MARKS_KEY = 'gleaner/decisions/' + cards.run;
const WORDS = {keep_both: 'Keep both', remove: 'Remove', never: 'Never', wrong_cluster: 'Wrong cluster'};
const COLUMNS = ['decision', 'id', 'other', 'cluster', 'uri', 'sha256', 'note'];

let marks = keptMarks();
const listeners = [];

function keptMarks() {
  try {
    const kept = JSON.parse(localStorage.getItem(MARKS_KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((mark) => mark && mark.decision in WORDS && typeof mark.id === 'string') : [];
  } catch {
    return [];
  }
}

/** Puts other marks in place of these, and tells everyone who shows them. */
function setMarks(changed) {
  marks = changed;
  keepMarks();
  listeners.forEach((listener) => listener());
}

function keepMarks() {
  try {
    localStorage.setItem(MARKS_KEY, JSON.stringify(marks));
  } catch {
    // The page was opened where nothing may be kept: marks last as long as it is open.
  }
}

/** Returns the decision on a card; of a pair or a cluster, where one is given. */
function markOf(decision, number, other = null, cluster = '') {
  let [id, second] = [card(number).id, other === null ? '' : card(other).id];
  if (decision === 'keep_both' && second < id) {
    [id, second] = [second, id];
  }
  const uri = card(numbers.get(id)).uri;
  return {decision, id, other: second, cluster, uri, sha256: field(numbers.get(id), 'sha256'), note: ''};
}

const same = (a, b) => a.decision === b.decision && a.id === b.id && a.other === b.other && a.cluster === b.cluster;
const isMarked = (mark) => marks.some((made) => same(made, mark));

/** Marks, or takes the mark back. An image that never may appear need not be removed as well. */
function toggle(mark) {
  if (isMarked(mark)) {
    setMarks(marks.filter((made) => !same(made, mark)));
    return;
  }
  const whole = ['remove', 'never'];
  const others = whole.includes(mark.decision)
    ? marks.filter((made) => !(whole.includes(made.decision) && made.id === mark.id))
    : marks;
  setMarks([...others, mark]);
}

/** Returns the marks as CSV after RFC 4180. */
function decisionsCsv() {
  const cell = (text) => (/[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
  const lines = marks.map((mark) => COLUMNS.map((column) => cell(String(mark[column] ?? ''))).join(','));
  return [COLUMNS.join(','), ...lines].join('\r\n') + '\r\n';
}

/** Returns the mark that a button stands for, by where it is. */
function markOfButton(button) {
  const pair = button.closest('[data-a]');
  const [a, b] = [Number(pair.dataset.a), Number(pair.dataset.b)];
  return button.dataset.decision === 'keep_both' ? markOf('keep_both', a, b) : markOf(button.dataset.decision, button.dataset.side === 'b' ? b : a);
}

/** Shows on a picture what it is marked for. */
function showMark(open) {
  const id = card(Number(open.dataset.card)).id;
  const made = marks.filter((mark) => mark.id === id || mark.other === id);
  if (made.length > 0) {
    const words = made.map((mark) => WORDS[mark.decision]).join(', ');
    open.dataset.marked = words;
    open.toggleAttribute('data-keeps', made.every((mark) => mark.decision === 'keep_both'));
    open.setAttribute('aria-description', 'marked: ' + words);
  } else if (open.dataset.marked) {
    delete open.dataset.marked;
    open.removeAttribute('data-keeps');
    open.removeAttribute('aria-description');
  }
}

function showMarks() {
  document.querySelectorAll('button.open').forEach(showMark);
  document.querySelectorAll('.pair .mark').forEach((button) => button.setAttribute('aria-pressed', isMarked(markOfButton(button))));
}

listeners.push(showMarks);
