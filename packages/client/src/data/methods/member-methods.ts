// Written by tools/write-data-reference.ts from the catalogue of methods: change that, then run it.
import type { NoParameters, WholeNumber, WholeNumbers } from '../parameter-types.ts';

/** The parameters of the methods of the part "member", by service and name. */
export interface MemberMethods {
  /** Stays the same for 15 minutes. */
  readonly 'member/awards': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'member/award_instances': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
    readonly award_id: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'member/chart_data': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
    /** 1 to 6, see constants/categories. Limits: 1 to 6. */
    readonly category_id: WholeNumber;
    /** 1 iRating, 2 time trial, 3 licence. Limits: 1 to 3. */
    readonly chart_type: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'member/get': {
    /** For example 100001,100002; about 50 at once. */
    readonly cust_ids: WholeNumbers;
    /** Costs time; leave it out unless needed. */
    readonly include_licenses?: boolean | null | undefined;
  };
  /** Always your own. Stays the same for 15 minutes. */
  readonly 'member/info': NoParameters;
  /** Always your own. Stays the same for 15 minutes. */
  readonly 'member/participation_credits': NoParameters;
  /** Stays the same for 15 minutes. */
  readonly 'member/profile': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_bests': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
    /** Ask without it first; the answer lists the cars driven. */
    readonly car_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_career': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Always your own. Divisions count from 0; 10 is Rookie. Stays the same for 15 minutes. */
  readonly 'stats/member_division': {
    readonly season_id: WholeNumber;
    /** 4 time trial, 5 race. Limits: 4 to 5. */
    readonly event_type: WholeNumber;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_recap': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
    /** This year when left out. */
    readonly year?: WholeNumber | null | undefined;
    /** A quarter; the whole year when left out. Limits: 1 to 4. */
    readonly season?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_recent_races': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_summary': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/member_yearly': {
    /**
     * The member; the one who is signed in when left out. Default: the member who is signed
     * in.
     */
    readonly cust_id?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_driver_standings': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0; 10 is Rookie. All when left out. Limits: -1 to 10. */
    readonly division?: WholeNumber | null | undefined;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_supersession_standings': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0; 10 is Rookie. All when left out. Limits: -1 to 10. */
    readonly division?: WholeNumber | null | undefined;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_team_standings': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_tt_standings': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0; 10 is Rookie. All when left out. Limits: -1 to 10. */
    readonly division?: WholeNumber | null | undefined;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_tt_results': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num: WholeNumber;
    /** Counted from 0; 10 is Rookie. All when left out. Limits: -1 to 10. */
    readonly division?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/season_qualify_results': {
    readonly season_id: WholeNumber;
    readonly car_class_id: WholeNumber;
    /** Counted from 0. Limits: 0 to 13. */
    readonly race_week_num: WholeNumber;
    /** Counted from 0; 10 is Rookie. All when left out. Limits: -1 to 10. */
    readonly division?: WholeNumber | null | undefined;
  };
  /** Stays the same for 15 minutes. */
  readonly 'stats/world_records': {
    readonly car_id: WholeNumber;
    readonly track_id: WholeNumber;
    /** Best of this year only. */
    readonly season_year?: WholeNumber | null | undefined;
    /** Goes with season_year. Limits: 1 to 4. */
    readonly season_quarter?: WholeNumber | null | undefined;
  };
}
