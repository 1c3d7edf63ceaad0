package dev.ectoscope.cli;

/** What {@code --format} takes: text for people, JSON for programs, one HTML file for everybody. */
enum ReportFormat {
  CONSOLE,
  JSON,
  HTML
}
