package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Described;
import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.index.DuplicateIndex;
import dev.ectoscope.detector.index.InvalidIndex;
import dev.ectoscope.detector.index.MissingIndex;
import dev.ectoscope.detector.index.UnindexedForeignKey;
import dev.ectoscope.detector.index.UnusedIndex;
import dev.ectoscope.detector.plan.FilterDiscardsMost;
import dev.ectoscope.detector.plan.GenericPlanCliff;
import dev.ectoscope.detector.plan.JitOverhead;
import dev.ectoscope.detector.plan.LossyBitmap;
import dev.ectoscope.detector.plan.NestedLoopBlowup;
import dev.ectoscope.detector.plan.RowMisestimate;
import dev.ectoscope.detector.plan.SlowQuery;
import dev.ectoscope.detector.plan.SortSpill;
import dev.ectoscope.detector.plan.StaleVisibility;
import dev.ectoscope.detector.pool.LongTransaction;
import dev.ectoscope.detector.pool.PoolExhaustion;
import dev.ectoscope.detector.query.DeepOffset;
import dev.ectoscope.detector.query.DoubleMount;
import dev.ectoscope.detector.query.DuplicateQuery;
import dev.ectoscope.detector.query.InterpolatedSql;
import dev.ectoscope.detector.query.LargeCount;
import dev.ectoscope.detector.query.LargeDistinct;
import dev.ectoscope.detector.query.LeadingWildcard;
import dev.ectoscope.detector.query.NPlusOneQuery;
import dev.ectoscope.detector.query.NPlusOneWrite;
import dev.ectoscope.detector.query.NilComparison;
import dev.ectoscope.detector.query.OrAcrossColumns;
import dev.ectoscope.detector.query.OverFetching;
import dev.ectoscope.detector.query.RawFragment;
import dev.ectoscope.detector.query.RepeatedWhere;
import dev.ectoscope.detector.query.Thresholds;
import dev.ectoscope.detector.query.UnbatchedInsert;
import dev.ectoscope.detector.query.UnboundedResult;
import dev.ectoscope.detector.query.UnindexableFilter;
import dev.ectoscope.detector.schema.Deadlock;
import dev.ectoscope.detector.schema.FailingQuery;
import dev.ectoscope.detector.schema.QueryTimeout;
import dev.ectoscope.workload.UnitPattern;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The one list. A new detector is one line here. */
public final class Detectors {

  private static final List<Function<Thresholds, Detector>> MAKERS =
      List.of(
          NPlusOneQuery::new,
          NPlusOneWrite::new,
          UnbatchedInsert::new,
          DuplicateQuery::new,
          DoubleMount::new,
          RepeatedWhere::new,
          DeepOffset::new,
          LeadingWildcard::new,
          OverFetching::new,
          UnindexableFilter::new,
          OrAcrossColumns::new,
          LargeCount::new,
          LargeDistinct::new,
          thresholds -> new RawFragment(),
          thresholds -> new NilComparison(),
          InterpolatedSql::new,
          UnboundedResult::new,
          thresholds -> new MissingIndex(),
          thresholds -> new UnindexedForeignKey(),
          thresholds -> new DuplicateIndex(),
          thresholds -> new InvalidIndex(),
          thresholds -> new UnusedIndex(),
          thresholds -> new RowMisestimate(),
          thresholds -> new SortSpill(),
          thresholds -> new LossyBitmap(),
          thresholds -> new StaleVisibility(),
          thresholds -> new FilterDiscardsMost(),
          thresholds -> new NestedLoopBlowup(),
          thresholds -> new GenericPlanCliff(),
          thresholds -> new JitOverhead(),
          thresholds -> new SlowQuery(),
          thresholds -> new PoolExhaustion(),
          thresholds -> new LongTransaction(),
          thresholds -> new Deadlock(),
          thresholds -> new QueryTimeout(),
          thresholds -> new FailingQuery());

  public static final List<Detector> ALL = with(Thresholds.DEFAULT);

  /** What they must see of whole units of work. */
  public static final List<UnitPattern> PATTERNS =
      ALL.stream().flatMap(detector -> detector.patterns().stream()).toList();

  private Detectors() {}

  /** All of them, speaking from these thresholds on. */
  public static List<Detector> with(Thresholds thresholds) {
    return MAKERS.stream().map(make -> make.apply(thresholds)).toList();
  }

  /** What the outputs tell of each, by id, in alphabetical order. */
  public static Map<String, Described> described() {
    Map<String, Described> described = new TreeMap<>();
    ALL.forEach(detector -> described.put(detector.info().id(), detector.described()));
    return described;
  }

  /** The annotations by id, in alphabetical order. */
  public static Map<String, DetectorInfo> infos() {
    Map<String, DetectorInfo> infos = new TreeMap<>();
    ALL.forEach(detector -> infos.put(detector.info().id(), detector.info()));
    return infos;
  }
}
