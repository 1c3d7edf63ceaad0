package dev.ectoscope.ecto;

import dev.ectoscope.review.Fix;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** For each kind of fix that is code of the application, who writes it. */
final class FunctionWriters {

  private final Map<Class<? extends Fix>, Function<Fix, FunctionCode>> functions = new HashMap<>();

  FunctionWriters(Names names) {
    writeQueries(new QueryCode(names));
    writeForms(new FormCode(names));
    writeWrites(new WriteCode(names));
  }

  FunctionCode write(Fix fix) {
    return functions.get(fix.getClass()).apply(fix);
  }

  private void writeQueries(QueryCode code) {
    on(Fix.Preload.class, code::preload);
    on(Fix.GroupedAggregate.class, code::groupedAggregate);
    on(Fix.GroupedExists.class, code::groupedExists);
    on(Fix.LookupByKeys.class, code::lookupByKeys);
    on(Fix.FirstPerParent.class, code::firstPerParent);
    on(Fix.LoadOnce.class, code::loadOnce);
    on(Fix.LoadWhenConnected.class, code::loadWhenConnected);
    on(Fix.KeysetPage.class, code::keysetPage);
    on(Fix.SelectFields.class, code::selectFields);
    on(Fix.LocalSetting.class, code::localSetting);
    on(Fix.Scope.class, code::scope);
    on(Fix.Window.class, code::window);
    on(Fix.ConstraintInChangeset.class, code::constraint);
  }

  private void writeForms(FormCode code) {
    on(Fix.DateRange.class, code::dateRange);
    on(Fix.CompareAsTyped.class, code::typed);
    on(Fix.SameCase.class, code::sameCase);
    on(Fix.Contains.class, code::contains);
    on(Fix.UnionInsteadOfOr.class, code::union);
    on(Fix.EstimatedCount.class, code::estimatedCount);
    on(Fix.LooseScan.class, code::looseScan);
    on(Fix.EctoForm.class, code::ectoForm);
    on(Fix.Parameters.class, code::parameters);
    on(Fix.LimitOrStream.class, code::limitOrStream);
  }

  private void writeWrites(WriteCode code) {
    on(Fix.UpdateAll.class, code::updateAll);
    on(Fix.DeleteAll.class, code::deleteAll);
    on(Fix.InsertAll.class, code::insertAll);
    on(Fix.LockInOrder.class, code::lockInOrder);
    on(Fix.StatementTimeout.class, code::statementTimeout);
    on(Fix.WorkBeforeTransaction.class, code::workBeforeTransaction);
  }

  private <F extends Fix> void on(Class<F> kind, Function<F, FunctionCode> write) {
    functions.put(kind, fix -> write.apply(kind.cast(fix)));
  }
}
