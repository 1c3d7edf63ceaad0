package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The instances of an application whose lines one log mixes. They share no process: the units of
 * work of each are put together apart.
 *
 * <p>Where containers come and go there may be any number of them. Once there are more than {@value
 * #FEW}, those about which the log has been silent for longer than about a unit of work that goes
 * on are let go of: all their units are complete.
 */
final class Instances {

  static final int FEW = 64;

  private final Limits limits;
  private final Tally tally;
  private final Habits habits = new Habits();
  private final Map<String, UnitAssembly> assemblies = new HashMap<>();
  private @Nullable UnitAssembly last;
  private @Nullable String lastInstance;
  private long firstEvent;
  private int many = FEW;

  Instances(Limits limits, Tally tally) {
    this.limits = limits;
    this.tally = tally;
  }

  /** That of an event. */
  UnitAssembly of(LogEvent event) {
    String instance = event.process().instance();
    UnitAssembly same = last;
    if (same == null || instance != lastInstance) {
      same = assemblies.get(instance);
      if (same == null) {
        same = begun(instance, event.position().event());
      }
      lastInstance = instance;
      last = same;
    }
    return same;
  }

  private UnitAssembly begun(String instance, long event) {
    if (last == null) {
      firstEvent = event;
    }
    if (assemblies.size() >= many) {
      letGo(event);
      many = Math.max(FEW, assemblies.size() + assemblies.size() / 4);
    }
    UnitAssembly assembly = new UnitAssembly(instance, limits, habits, firstEvent, tally::fold);
    assemblies.put(instance, assembly);
    return assembly;
  }

  private void letGo(long event) {
    for (Iterator<UnitAssembly> all = assemblies.values().iterator(); all.hasNext(); ) {
      UnitAssembly assembly = all.next();
      if (assembly.isSilent(event)) {
        all.remove();
        keep(assembly, assembly.endSilent(event));
      }
    }
  }

  private void keep(UnitAssembly assembly, List<OpenUnit> parts) {
    parts.forEach(tally::keep);
    tally.cutUnits += assembly.cut();
  }

  /** Lets what waits go of the sums of statements that are not told apart any more. */
  void forgetLeftOut() {
    assemblies.values().forEach(assembly -> assembly.forgetLeftOut(tally));
  }

  /** The input ended. */
  void end() {
    assemblies.values().forEach(assembly -> keep(assembly, assembly.end()));
    assemblies.clear();
  }

  /** How many are held. */
  int size() {
    return assemblies.size();
  }
}
