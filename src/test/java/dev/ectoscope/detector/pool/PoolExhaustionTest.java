package dev.ectoscope.detector.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.Review;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolExhaustionTest {

  private final PoolExhaustion detector = new PoolExhaustion();
  private final Workload bad = Given.log(detector, "bad");

  @Test
  void staysSilentWhileConnectionsAreFree() {
    Workload good = Given.log(detector, "good");
    assertThat(detector.suspect(good)).isEmpty();
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
    assertThat(PoolExhaustion.observed(good).repos().get(0).observed().dropped()).isZero();
    assertThat(PoolExhaustion.observed(Workload.EMPTY)).isEqualTo(Review.Pool.NONE);
  }

  @Test
  void countsEachDroppedRequestOnce() {
    Verdict.Confirmed confirmed = (Verdict.Confirmed) Given.verdict(detector, bad, Evidence.NONE);
    assertThat(confirmed.title()).isEqualTo("The pool of Clinic.Repo dropped 3 requests");
    assertThat(confirmed.failures()).isEqualTo(3);
    assertThat(confirmed.fixes())
        .isEqualTo(List.of(new Fix.RepoConfig("Clinic.Repo", Map.of("pool_size", "15"))));
  }

  @Test
  void aConfiguredSizeIsWhatALargerOneIsMeasuredBy() {
    ElixirProject source =
        ElixirProject.of(
            Map.of(
                "lib/repo.ex",
                "defmodule Clinic.Repo do\n  use Ecto.Repo, otp_app: :clinic\nend\n",
                "config/config.exs",
                "import Config\nconfig :clinic, Clinic.Repo, pool_size: 20\n"));
    Verdict.Confirmed confirmed =
        (Verdict.Confirmed) Given.verdict(detector, bad, Evidence.NONE.withSource(source));
    assertThat(confirmed.fixes())
        .isEqualTo(List.of(new Fix.RepoConfig("Clinic.Repo", Map.of("pool_size", "30"))));
    assertThat(confirmed.notes())
        .contains(new Note("source", "config/config.exs:2 sets pool_size: 20"));
  }

  @Test
  void observesTheQueue() {
    Review.PoolRepo repo = PoolExhaustion.observed(bad).repos().get(0);
    assertThat(repo.repo()).isEqualTo("Clinic.Repo");
    assertThat(repo.observed().dropped()).isEqualTo(3);
    assertThat(repo.observed().p50Ms()).isCloseTo(75, withinPercentage(0.8));
    assertThat(repo.observed().p95Ms()).isCloseTo(88, withinPercentage(0.8));
    assertThat(repo.observed().p99Ms()).isCloseTo(89, withinPercentage(0.8));
  }
}
