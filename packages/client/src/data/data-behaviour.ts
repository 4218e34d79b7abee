/** How all data calls of a provider behave. */
export interface DataBehaviour {
  /**
   * Check the parameters of known methods before anything is sent. What is not known passes in any case.
   * Default: true.
   */
  readonly checkParameters?: boolean | undefined;
}
