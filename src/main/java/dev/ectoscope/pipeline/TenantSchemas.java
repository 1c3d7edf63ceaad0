package dev.ectoscope.pipeline;

import dev.ectoscope.detector.PlacedCall;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.pool.LongTransaction;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.CreateIndex;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.Relation;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Tenants with a schema each run the same code on tables of the same names, by Ecto's {@code
 * prefix}: what differs in nothing but the schema is one finding. Its statements are all of them,
 * its figures their sums, its words those of the schema that takes most; an index is made in each.
 */
final class TenantSchemas {

  private static final int NAMED = 5;

  /** What the search path finds. */
  private static final String NONE = "";

  private final Workload workload;

  private TenantSchemas(Workload workload) {
    this.workload = workload;
  }

  /** Each group at the place of its first. */
  static List<Judged> joined(List<Judged> judged, Workload workload) {
    return new TenantSchemas(workload).joined(judged);
  }

  private List<Judged> joined(List<Judged> judged) {
    Map<Object, List<Judged>> groups = new LinkedHashMap<>();
    for (Judged one : judged) {
      boolean confirmed = one.verdict() instanceof Verdict.Confirmed;
      Judged plain = confirmed && isOfSchema(one) ? aboutAny(one) : one;
      Object key = confirmed ? FindingAssembly.id(plain) : new Object();
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(plain);
    }
    return groups.values().stream().flatMap(this::joinedGroup).toList();
  }

  private Stream<Judged> joinedGroup(List<Judged> same) {
    boolean tenants = same.size() > 1 && same.stream().anyMatch(TenantSchemas::isOfSchema);
    return tenants ? Stream.of(join(same)) : same.stream();
  }

  private static boolean isOfSchema(Judged one) {
    return schemas(one).anyMatch(schema -> !schema.isEmpty());
  }

  private static Stream<String> schemas(Judged one) {
    return one.suspicion().statements().stream()
        .flatMap(statement -> statement.shape().relations().stream().limit(1))
        .map(Relation::schema)
        .distinct();
  }

  /** Known by what it is in whichever schema: it stays the same when another tenant comes. */
  private static Judged aboutAny(Judged one) {
    String subject = one.suspicion().subject();
    for (Statement statement : one.suspicion().statements()) {
      String plain = statement.textWithoutSchemas();
      subject = subject.replace(statement.fingerprint(), Fingerprint.of(plain));
      for (Relation relation : statement.shape().relations()) {
        if (!relation.schema().isEmpty()) {
          subject = subject.replace(relation.schema() + "." + relation.table(), relation.table());
        }
      }
    }
    return new Judged(one.detector(), one.suspicion().about(subject), one.verdict());
  }

  private Judged join(List<Judged> same) {
    List<Judged> all =
        same.stream()
            .sorted(
                Comparator.comparingDouble((Judged j) -> j.suspicion().spentMs())
                    .reversed()
                    .thenComparing(j -> j.suspicion().statement().fingerprint()))
            .toList();
    return new Judged(all.get(0).detector(), suspicion(all), verdict(all));
  }

  private Suspicion suspicion(List<Judged> all) {
    Suspicion most = all.get(0).suspicion();
    List<Suspicion> each = all.stream().map(Judged::suspicion).toList();
    long occurrences = each.stream().mapToLong(Suspicion::occurrences).sum();
    List<Statement> statements = union(each, Suspicion::statements);
    long units = units(each, statements);
    List<Note> notes = new ArrayList<>();
    notes.add(new Note("log", together(all, occurrences, units)));
    double heldMs = heldMs(each);
    if (heldMs > 0) {
      notes.add(
          new Note(
              "log",
              String.format(
                  Locale.US,
                  "Together they held connections for %,.0f ms in which the database had nothing to do.",
                  heldMs)));
    }
    notes.addAll(most.notes());
    List<EvidenceRequest> needs = union(each, Suspicion::needs);
    List<PlacedCall> places = union(each, Suspicion::places);
    return new Suspicion(
        most.variant(),
        most.subject(),
        statements,
        TenantSchemas.<CallSite>union(each, Suspicion::callSites),
        TenantSchemas.<String>union(each, Suspicion::tables),
        occurrences,
        units,
        each.stream().mapToDouble(Suspicion::spentMs).sum(),
        each.stream().mapToDouble(Suspicion::savedMs).sum(),
        notes,
        most.example(),
        needs,
        heldMs > 0 ? with(most.facts(), LongTransaction.HELD, heldMs) : most.facts(),
        places);
  }

  private static double heldMs(List<Suspicion> each) {
    return each.stream()
        .filter(one -> one.facts().containsKey(LongTransaction.HELD))
        .mapToDouble(one -> one.number(LongTransaction.HELD))
        .sum();
  }

  private static Map<String, Object> with(Map<String, Object> facts, String name, Object fact) {
    Map<String, Object> all = new HashMap<>(facts);
    all.put(name, fact);
    return all;
  }

  /** One unit may work for several tenants: it counts once. */
  private long units(List<Suspicion> each, List<Statement> statements) {
    long sum = each.stream().mapToLong(Suspicion::units).sum();
    long most = each.stream().mapToLong(Suspicion::units).max().orElse(0);
    long apart = each.stream().mapToLong(one -> running(one.statements())).sum();
    return Math.max(most, sum - Math.max(0, apart - running(statements)));
  }

  private long running(List<Statement> statements) {
    return workload.unitsRunning(statements.stream().map(Statement::fingerprint).toList());
  }

  /** "The same in 2 schemas (north, south), together 24 executions in 3 units of work." */
  private static String together(List<Judged> all, long occurrences, long units) {
    List<String> names =
        new ArrayList<>(
            new TreeSet<>(
                all.stream().flatMap(TenantSchemas::schemas).map(TenantSchemas::named).toList()));
    String some =
        String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
            + (names.size() > NAMED ? ", …" : "");
    String first = schemas(all.get(0)).findFirst().map(TenantSchemas::named).orElse(names.get(0));
    return "The same in %,d schemas (%s), together %,d executions%s. What follows is of %s."
        .formatted(
            names.size(),
            some,
            occurrences,
            units == 0 ? "" : " in %,d units of work".formatted(units),
            first);
  }

  private static String named(String schema) {
    return schema.equals(NONE) ? "the search path's" : schema;
  }

  private static Verdict verdict(List<Judged> all) {
    Verdict.Confirmed most = (Verdict.Confirmed) all.get(0).verdict();
    List<Verdict.Confirmed> each =
        all.stream().map(one -> (Verdict.Confirmed) one.verdict()).toList();
    // One tenant may have the index that another lacks.
    Stream<Fix> indexes =
        each.stream().flatMap(one -> one.fixes().stream()).filter(TenantSchemas::makesIndex);
    List<Fix> fixes =
        Stream.concat(most.fixes().stream(), indexes)
            .flatMap(
                fix -> fix instanceof CreateIndex index ? ofTenants(index, each) : Stream.of(fix))
            .distinct()
            .toList();
    return new Verdict.Confirmed(
        most.title(),
        most.confidence(),
        each.stream().mapToDouble(Verdict.Confirmed::savedMs).sum(),
        each.stream().mapToLong(Verdict.Confirmed::failures).sum(),
        most.notes(),
        most.action(),
        fixes,
        most.whatIf());
  }

  private static boolean makesIndex(Fix fix) {
    return fix instanceof CreateIndex || fix instanceof Fix.CreatePartitionedIndex;
  }

  /** One migration, run in the schema of each tenant that wants the index. */
  private static Stream<Fix> ofTenants(CreateIndex index, List<Verdict.Confirmed> each) {
    List<String> schemas =
        each.stream()
            .flatMap(one -> one.fixes().stream())
            .filter(CreateIndex.class::isInstance)
            .map(CreateIndex.class::cast)
            .filter(other -> other.in(index.schema()).equals(index))
            .map(CreateIndex::schema)
            .distinct()
            .sorted()
            .toList();
    return schemas.size() > 1 && !schemas.contains(NONE)
        ? Stream.of(new Fix.CreateTenantIndex(index.in(NONE), schemas))
        : schemas.stream().map(index::in);
  }

  private static <T> List<T> union(
      List<Suspicion> each, Function<Suspicion, ? extends Collection<T>> of) {
    return each.stream()
        .flatMap(one -> of.apply(one).stream())
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }
}
