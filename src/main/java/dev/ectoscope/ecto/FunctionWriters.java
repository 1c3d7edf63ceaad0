package dev.ectoscope.ecto;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.review.Fix;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** For each kind of fix that is code of the application, who writes it. */
final class FunctionWriters {

  private final Map<Class<? extends Fix>, Function<Fix, FunctionCode>> functions = new HashMap<>();

  FunctionWriters(Names names) {
    writeReads(new PreloadCode(names), new KeyedCode(names), new OnceCode(names), names);
    writeQueries(new PageCode(names), new KeysetCode(names), new ScopeCode(names));
    writeForms(new FormCode(names));
    writeWrites(new WriteCode(names));
    writeTransactions(new TransactionCode(names));
  }

  FunctionCode write(Fix fix) {
    return requireNonNull(functions.get(fix.getClass()), () -> "no code for " + fix).apply(fix);
  }

  private void writeReads(PreloadCode preload, KeyedCode keyed, OnceCode once, Names names) {
    on(Fix.Preload.class, preload::preload);
    on(Fix.GroupedAggregate.class, keyed::groupedAggregate);
    on(Fix.GroupedExists.class, keyed::groupedExists);
    on(Fix.LookupByKeys.class, keyed::lookupByKeys);
    on(Fix.FirstPerParent.class, keyed::firstPerParent);
    on(Fix.Reload.class, preload::reload);
    TreeCode trees = new TreeCode(names);
    on(Fix.Ancestors.class, trees::ancestors);
    on(Fix.Descendants.class, trees::descendants);
    on(Fix.LateralPerKey.class, keyed::lateralPerKey);
    on(Fix.LoadOnce.class, once::loadOnce);
    on(Fix.LoadWhenConnected.class, once::loadWhenConnected);
  }

  private void writeQueries(PageCode page, KeysetCode keyset, ScopeCode scope) {
    on(Fix.KeysetPage.class, keyset::keysetPage);
    on(Fix.SelectFields.class, page::selectFields);
    on(Fix.Scope.class, scope::scope);
    on(Fix.Window.class, scope::window);
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
    on(Fix.NilOrValue.class, code::nilOrValue);
    on(Fix.Parameters.class, code::parameters);
    on(Fix.LimitOrStream.class, code::limitOrStream);
  }

  private void writeWrites(WriteCode code) {
    on(Fix.UpdateAll.class, code::updateAll);
    on(Fix.DeleteAll.class, code::deleteAll);
    on(Fix.InsertAll.class, code::insertAll);
    on(Fix.ConstraintInChangeset.class, code::constraint);
  }

  private void writeTransactions(TransactionCode code) {
    on(Fix.LocalSetting.class, code::localSetting);
    on(Fix.StatementTimeout.class, code::statementTimeout);
    on(Fix.LockInOrder.class, code::lockInOrder);
    on(Fix.WorkBeforeTransaction.class, code::workBeforeTransaction);
  }

  private <F extends Fix> void on(Class<F> kind, Function<F, FunctionCode> write) {
    functions.put(kind, fix -> write.apply(kind.cast(fix)));
  }
}
