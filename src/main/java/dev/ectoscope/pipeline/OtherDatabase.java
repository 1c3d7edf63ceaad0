package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Family;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.review.Fix;
import dev.ectoscope.workload.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Logs of Ecto on another database: loops are loops there too, but no plan and no index is known.
 */
final class OtherDatabase {

  /** How {@link #of} ends. */
  private static final String SO = "no plans, no index advice";

  private static final Set<Family> POSTGRES_ALONE = EnumSet.of(Family.INDEX, Family.PLAN);

  private OtherDatabase() {}

  /** Why no database can be asked; empty as soon as one log is PostgreSQL's. */
  static Optional<String> of(Workload workload) {
    List<InputFile> read = workload.inputs().stream().filter(file -> file.headers() > 0).toList();
    if (read.isEmpty() || read.stream().anyMatch(InputFile::isPostgres)) {
      return Optional.empty();
    }
    String names =
        read.stream()
            .map(InputFile::database)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return Optional.of("not PostgreSQL (" + names + "): " + SO);
  }

  /** Those that read neither plans nor PostgreSQL's catalog. */
  static List<Detector> able(List<Detector> detectors) {
    return detectors.stream()
        .filter(detector -> !POSTGRES_ALONE.contains(detector.described().family()))
        .toList();
  }

  /** A finding whose change is an index of PostgreSQL is not borne out by this log. */
  static Judged withoutIndexes(Judged one, String reason) {
    boolean index =
        one.verdict() instanceof Verdict.Confirmed confirmed
            && confirmed.fixes().stream().anyMatch(Fix.CreateIndex.class::isInstance);
    return index
        ? new Judged(one.detector(), one.suspicion(), new Verdict.NotChecked(reason))
        : one;
  }
}
