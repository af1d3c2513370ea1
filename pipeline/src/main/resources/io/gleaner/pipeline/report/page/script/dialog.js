// The dialog of one picture: its story, its row, and marks that fit where it was opened.

const dialog = byId('card');
let here = null; // {number, list of numbers, pair or null, cluster or ''}

/** Opens the dialog for the picture of a button. */
function openFrom(button) {
  const list = [...(button.closest('[data-gallery]')?.querySelectorAll('button.open') ?? [button])];
  openCard({
    number: Number(button.dataset.card),
    at: list.indexOf(button),
    list,
  });
}

function openCard(place) {
  here = {number: place.number, at: place.at ?? 0, list: place.list ?? []};
  const button = here.list[here.at];
  const pair = button?.closest('.pair[data-joined]');
  here.pair = pair ? [Number(pair.dataset.a), Number(pair.dataset.b)] : null;
  here.cluster = button?.closest('[data-cluster]')?.dataset.cluster ?? '';
  showCard();
  if (!dialog.open) {
    dialog.showModal();
  }
  dialog.scrollTop = 0;
}

function showCard() {
  const it = card(here.number);
  const more = details(here.number);
  byId('card-name').replaceChildren(element('bdi', {}, it.name));
  const address = picture(here.number);
  byId('card-picture').replaceChildren(address === null
    ? element('p', {class: 'missing'}, more.missing || 'no picture')
    : element('img', {src: address, alt: shown(it.name)}));
  byId('card-fate').replaceChildren(sign(it.fate), ' ' + cards.fates[it.fate],
    ...(it.sets.length > 0 ? [element('span', {class: 'quiet'}, ' · ' + it.sets.map((set) => cards.sets[set]).join(', '))] : []));
  byId('card-story').replaceChildren(...more.story.map((sentence) => element('li', {}, ...linked(sentence))));
  byId('card-row').replaceChildren(...more.row.map(([name, value]) => element('div', {},
    element('dt', {}, name), element('dd', {}, element('bdi', {}, value ?? '–')))));
  byId('card-previous').disabled = here.at <= 0;
  byId('card-next').disabled = here.at >= here.list.length - 1;
  showCardMarks();
}

/** Leaves out the middle of a long name. */
function shortened(name) {
  return name.length > 60 ? name.slice(0, 36) + '…' + name.slice(-20) : name;
}

/** Parts a sentence into text and links to the pictures that it names as [[id]]. */
function linked(sentence) {
  const parts = [];
  let from = 0;
  for (const match of sentence.matchAll(/\[\[([\s\S]+?)\]\]/g)) {
    parts.push(sentence.slice(from, match.index));
    const number = numbers.get(match[1]);
    if (number === undefined) {
      parts.push(match[1]);
    } else {
      const link = element('button', {type: 'button', class: 'link', title: shown(match[1])}, element('bdi', {}, shortened(card(number).name)));
      link.addEventListener('click', () => {
        openCard({number});
        byId('card-close').focus();
      });
      parts.push(link);
    }
    from = match.index + match[0].length;
  }
  parts.push(sentence.slice(from));
  return parts.filter((part) => part !== '');
}

/** Returns the mark that a button of the dialog stands for here, or null where it has no sense. */
function markHere(decision) {
  switch (decision) {
    case 'keep_both': return here.pair && markOf('keep_both', ...here.pair);
    case 'wrong_cluster': return here.cluster === '' ? null : markOf('wrong_cluster', here.number, null, here.cluster);
    default: return markOf(decision, here.number);
  }
}

function showCardMarks() {
  if (here === null) {
    return;
  }
  dialog.querySelectorAll('.mark').forEach((button) => {
    const mark = markHere(button.dataset.decision);
    button.hidden = mark === null;
    button.setAttribute('aria-pressed', mark !== null && isMarked(mark));
  });
}

function step(by) {
  const at = here.at + by;
  if (at >= 0 && at < here.list.length) {
    openCard({number: Number(here.list[at].dataset.card), at, list: here.list});
  }
}

dialog.addEventListener('click', (event) => {
  const button = event.target.closest('.mark');
  if (button) {
    toggle(markHere(button.dataset.decision));
  } else if (event.target === dialog) {
    dialog.close();
  }
});
dialog.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowLeft') {
    step(-1);
  } else if (event.key === 'ArrowRight') {
    step(1);
  }
});
byId('card-previous').addEventListener('click', () => step(-1));
byId('card-next').addEventListener('click', () => step(1));
byId('card-close').addEventListener('click', () => dialog.close());
listeners.push(showCardMarks);
