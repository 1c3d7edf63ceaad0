package dev.ectoscope.detector.index;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanDetails;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.postgres.plan.PlanRun;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import dev.ectoscope.workload.WorkloadBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Workloads from sample logs, and evidence written by hand. */
public final class Given {

  private static final Path LOGS = Path.of("sample-logs", "detectors");

  private Given() {}

  /** The sample {@code bad} or {@code good} of a detector. */
  public static Workload log(Detector detector, String name) {
    Path path = LOGS.resolve(detector.info().id()).resolve(name + ".log");
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader());
    try (InputStream bytes = Files.newInputStream(path)) {
      InputFile input = new LogReader(builder).read(path.toString(), bytes, read -> {});
      return builder.build(input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A log as it stands. */
  public static Workload text(String log) {
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader());
    try (InputStream bytes = new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8))) {
      return builder.build(new LogReader(builder).read("visits.log", bytes, read -> {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All verdicts, also on what only the catalog shows. */
  public static List<Verdict> verdicts(Detector detector, Workload workload, Catalog catalog) {
    Evidence evidence = new Evidence(catalog, Map.of(), "");
    return Stream.concat(detector.suspect(workload), detector.suspect(workload, catalog))
        .map(s -> detector.judge(s, evidence))
        .toList();
  }

  /** Those of them that are borne out. */
  public static List<Verdict.Confirmed> confirmed(
      Detector detector, Workload workload, Catalog catalog) {
    return verdicts(detector, workload, catalog).stream()
        .filter(Verdict.Confirmed.class::isInstance)
        .map(Verdict.Confirmed.class::cast)
        .toList();
  }

  public static Verdict verdict(Detector detector, Workload workload, Evidence evidence) {
    return verdicts(detector, workload, evidence).get(0);
  }

  public static List<Verdict> verdicts(Detector detector, Workload workload, Evidence evidence) {
    return detector.suspect(workload).map(s -> detector.judge(s, evidence)).toList();
  }

  /**
   * visits(id, patient_id → patients, room), with the given rows and the given indexes beside the
   * primary key.
   */
  @SafeVarargs
  public static Catalog visits(double rows, List<String>... indexes) {
    List<Index> all = new ArrayList<>();
    all.add(index(List.of("id"), true));
    for (List<String> keys : indexes) {
      all.add(index(keys, false));
    }
    Catalog.Table table = new Catalog.Table("public", "visits", "table", rows, 0, 0, List.of());
    Catalog.ForeignKey key =
        new Catalog.ForeignKey(
            "public",
            "visits",
            List.of("patient_id"),
            "public",
            "patients",
            List.of("id"),
            "visits_patient_id_fkey");
    return new Catalog(List.of(table), all, List.of(key), List.of(), List.of("public"));
  }

  private static Index index(List<String> keys, boolean primary) {
    String name = "visits_" + String.join("_", keys) + "_index";
    return new Index(
        "public",
        name,
        "visits",
        "btree",
        keys,
        keys.stream().map(k -> "").toList(),
        List.of(),
        "",
        primary,
        primary,
        true,
        0,
        "");
  }

  /** A plan of one node over visits. */
  public static Plan plan(
      String nodeType, double cost, double returned, double removed, double ms) {
    PlanNode node =
        new PlanNode(
            nodeType,
            "visits",
            "public",
            "v0",
            "",
            "",
            "",
            "",
            "",
            "",
            0,
            cost,
            returned,
            40,
            returned,
            1,
            ms,
            removed,
            -1,
            -1,
            -1,
            Double.NaN,
            "",
            List.of(),
            List.of(),
            PlanDetails.NONE);
    return new Plan(node, Double.NaN, ms, !Double.isNaN(ms), false, "[]", PlanRun.NONE);
  }

  /** Every question about a plan is answered by {@code now}, every what-if by {@code whatIf}. */
  public static Evidence answers(
      Detector detector, Workload workload, Catalog catalog, Answer now, Answer whatIf) {
    Map<EvidenceRequest, Answer> answers = new HashMap<>();
    detector
        .suspect(workload)
        .flatMap(s -> s.needs().stream())
        .forEach(r -> answers.put(r, r instanceof EvidenceRequest.MeasuredPlan ? now : whatIf));
    return new Evidence(catalog, answers, "");
  }

  public static List<Suspicion> suspicions(Detector detector, Workload workload) {
    return detector.suspect(workload).toList();
  }
}
