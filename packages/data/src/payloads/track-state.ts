/** The state of the track at the beginning; records of some sessions leave the grip out. */
export function createTrackState(withGrip: boolean) {
  return {
    leave_marbles: false,
    practice_rubber: -1,
    qualify_rubber: -1,
    race_rubber: -1,
    warmup_rubber: -1,
    ...(withGrip && {
      practice_grip_compound: -1,
      qualify_grip_compound: -1,
      race_grip_compound: -1,
      warmup_grip_compound: -1,
    }),
  };
}
