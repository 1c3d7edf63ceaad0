package dev.ectoscope.postgres.plan;

/** What became of a text that should hold a plan. */
public sealed interface PlanReading {

  /**
   * @param plan the first plan of the text
   * @param more how many further plans the text holds; they are not read
   */
  record Understood(Plan plan, int more) implements PlanReading {}

  /** It is no plan, or a damaged one. The reason is a sentence for people. */
  record Refused(String reason) implements PlanReading {}
}
