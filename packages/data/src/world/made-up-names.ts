import { at, mix, pick } from './hash.ts';

// Beginnings and endings of names that exist nowhere: places, makes and models are put together here.
const placeBeginnings = [
  'Val',
  'Kor',
  'Mer',
  'Ost',
  'Tren',
  'Hal',
  'Bris',
  'Dun',
  'Fal',
  'Gar',
  'Nor',
  'Pel',
  'Rav',
  'Sel',
  'Tor',
  'Ull',
  'Vest',
  'Wyn',
  'Zel',
  'Ard',
  'Bel',
  'Cas',
  'Dol',
  'Elm',
  'Fjor',
  'Grim',
  'Hov',
  'Isk',
  'Jar',
  'Lind',
] as const;
const placeEndings = [
  'drenna',
  'vik',
  'hollow',
  'moor',
  'stadt',
  'ampton',
  'bruck',
  'ezza',
  'orio',
  'fjäll',
  'sund',
  'água',
  'ière',
  'owice',
  'vár',
  'kylä',
  'haven',
  'mont',
  'ridge',
  'berg',
] as const;
const makes = [
  'Aurelis',
  'Bravanti',
  'Corvane',
  'Drakmoor',
  'Estrelo',
  'Fenwyck',
  'Galvion',
  'Hadrian Werke',
  'Istria',
  'Jorvald',
  'Kestrelle',
  'Lumina',
  'Montresa',
  'Nordvik',
  'Oberon',
  'Passavant',
  'Quillon',
  'Ravelle',
  'Solberg & Vane',
  'Tarkas',
] as const;
const models = [
  'Vento',
  'Sirocca',
  'Tramont',
  'Zephra',
  'Nimbra',
  'Strato',
  'Calima',
  'Levanto',
  'Ostria',
  'Helix',
  'Vortigo',
  'Pamper',
  'Brisant',
  'Khamso',
  'Marin',
] as const;

/** A made-up place for a circuit; different for each of the first 600 numbers. */
export function placeName(seed: number, i: number): string {
  const shift = mix(seed, 11) % placeBeginnings.length;
  const beginning = at(placeBeginnings, (i + shift) % placeBeginnings.length);
  const turn = Math.floor(i / placeBeginnings.length) * 7 + i;
  return beginning + at(placeEndings, turn % placeEndings.length);
}

/** A made-up make and model; different for each of the first 300 numbers. */
export function carName(
  seed: number,
  i: number,
): { readonly make: string; readonly model: string } {
  const shift = mix(seed, 12) % makes.length;
  return {
    make: at(makes, (i + shift) % makes.length),
    model: at(models, (Math.floor(i / makes.length) * 4 + i) % models.length),
  };
}

/** Where a circuit lies, in words, and the time zone of that place. */
export function placeLocation(hash: number): { readonly location: string; readonly zone: string } {
  return pick(
    [
      { location: 'Northshire, United Kingdom', zone: 'Europe/London' },
      { location: 'Hochland, Germany', zone: 'Europe/Berlin' },
      { location: 'Val d’Orme, France', zone: 'Europe/Paris' },
      { location: 'Collina, Italy', zone: 'Europe/Rome' },
      { location: 'Sierra Clara, Spain', zone: 'Europe/Madrid' },
      { location: 'Serra Azul, Brazil', zone: 'America/Sao_Paulo' },
      { location: 'Cedar Flats, Ohio, USA', zone: 'America/New_York' },
      { location: 'Dry Fork, Nevada, USA', zone: 'America/Los_Angeles' },
      { location: 'Järvenranta, Finland', zone: 'Europe/Helsinki' },
      { location: 'Gum Creek, Australia', zone: 'Australia/Sydney' },
      { location: 'Minamihara, Japan', zone: 'Asia/Tokyo' },
    ],
    hash,
  );
}
