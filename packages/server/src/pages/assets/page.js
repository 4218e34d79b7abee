// What the pages gain when scripts run: times in the reader's zone and words, and forms that are
// sent once. Everything works without it.

const unitSeconds = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const weekSeconds = 7 * 86_400;
const busyAfterMilliseconds = 300;
const lockedForMilliseconds = 10_000;

const relativeTime = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const exactTime = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
});
const dayOnly = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

function relativeWords(exact) {
  // What ends in a day from now must not read "in 23 hours" a moment later.
  const seconds = exact >= 60 ? Math.round(exact / 60) * 60 : exact;
  for (const [unit, length] of unitSeconds) {
    if (Math.abs(seconds) >= length) {
      return relativeTime.format(Math.trunc(seconds / length), unit);
    }
  }
  return seconds > 0 ? 'in less than a minute' : 'just now';
}

function showInReadersZone(element) {
  const time = new Date(element.dateTime);
  const exact = exactTime.format(time);
  const seconds = (time.getTime() - Date.now()) / 1000;
  const seen = document.createElement('span');
  seen.textContent =
    Math.abs(seconds) < weekSeconds ? relativeWords(seconds) : dayOnly.format(time);
  seen.ariaHidden = 'true';
  const heard = document.createElement('span');
  heard.className = 'visually-hidden';
  heard.textContent = exact;
  element.title = exact;
  element.replaceChildren(seen, heard);
}

const labelsBefore = new Map();

function sendOnce(event) {
  const form = event.target;
  if (form.dataset.sent !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = '';
  setTimeout(() => showBusy(form, event.submitter), busyAfterMilliseconds);
  // A redirect that opens an app leaves this page standing; it must not stay locked for good.
  setTimeout(allowSendingAgain, lockedForMilliseconds);
}

function showBusy(form, button) {
  if (form.dataset.sent === undefined || button?.dataset.busyLabel === undefined) return;
  labelsBefore.set(button, [...button.childNodes]);
  button.replaceChildren(button.dataset.busyLabel);
  button.ariaDisabled = 'true';
}

function allowSendingAgain() {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
  for (const [button, label] of labelsBefore) {
    button.replaceChildren(...label);
    button.ariaDisabled = null;
  }
  labelsBefore.clear();
}

document.querySelectorAll('time[data-reader-time]').forEach(showInReadersZone);
document.addEventListener('submit', sendOnce);
// A page that comes back by the back button comes with its forms as they were left.
window.addEventListener('pageshow', allowSendingAgain);
