// The bar that counts marks, their list, and the file of decisions.

const review = byId('review');

function showReview() {
  byId('review-bar').hidden = marks.length === 0;
  document.body.classList.toggle('reviewing', marks.length > 0);
  byId('review-count').textContent = count(marks.length);
  byId('review-words').textContent = marks.length === 1 ? 'mark' : 'marks';
  if (review.open) {
    listMarks();
  }
}

function listMarks() {
  byId('review-marks').replaceChildren(...marks.map((mark) => {
    const undo = element('button', {type: 'button', class: 'plain'}, 'Undo');
    undo.addEventListener('click', () => {
      toggle(mark);
      (review.querySelector('#review-marks button') ?? byId('review-close')).focus();
    });
    const note = element('input', {type: 'text', placeholder: 'Note', 'aria-label': 'Note', maxlength: 500});
    note.value = mark.note ?? '';
    note.addEventListener('change', () => {
      mark.note = note.value;
      keepMarks();
    });
    const other = mark.other === '' ? '' : ' and ' + nameOf(mark.other);
    const cluster = mark.cluster === '' ? '' : ' of cluster ' + mark.cluster;
    return element('li', {}, element('b', {}, WORDS[mark.decision]), element('bdi', {class: 'uri'}, nameOf(mark.id) + other + cluster), note, undo);
  }));
}

const nameOf = (id) => (numbers.has(id) ? card(numbers.get(id)).name : id);

function exportDecisions() {
  const address = URL.createObjectURL(new Blob([decisionsCsv()], {type: 'text/csv'}));
  const link = element('a', {href: address, download: 'decisions.csv'});
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

byId('review-export').addEventListener('click', exportDecisions);
byId('review-undo').addEventListener('click', () => setMarks(marks.slice(0, -1)));
byId('review-list').addEventListener('click', () => {
  listMarks();
  review.showModal();
});
byId('review-close').addEventListener('click', () => review.close());
byId('review-clear').addEventListener('click', () => {
  setMarks([]);
  review.close();
});
listeners.push(showReview);
