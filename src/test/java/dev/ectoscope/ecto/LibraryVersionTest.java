package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.CallSites;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.Place;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.SqlReader;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Code is written for the versions that {@code mix.lock} names. */
class LibraryVersionTest {

  private static final Fix WAIT = new Fix.WorkBeforeTransaction("", "", "berths");
  private static final Fix LIMIT = new Fix.StatementTimeout("", "");
  private static final Fix UPDATE = new Fix.UpdateAll("", "", "berths", "id", List.of("bay"));
  private static final Fix MOUNT = new Fix.LoadWhenConnected("", "", "PierWeb.Live", "berths");
  private static final Fix BERTHS =
      new Fix.Preload(
          "", "", "boats", "berths", "boat_id", Fix.Association.HAS_MANY, List.of(), List.of());

  private static final String RESOLVER =
      """
      defmodule PierWeb.Resolvers.Boats do
        import Ecto.Query
        alias Pier.{Berth, Repo}

        def berths(boat, _args, _info) do
          {:ok, Repo.all(from(b in Berth, where: b.boat_id == ^boat.id))}
        end
      end
      """;
  private static final String SCHEMAS =
      """
      defmodule Pier.Boat do
        use Ecto.Schema
        schema "boats" do
          has_many :berths, Pier.Berth
        end
      end

      defmodule Pier.Berth do
        use Ecto.Schema
        schema "berths" do
          field :bay, :integer
          belongs_to :boat, Pier.Boat
        end
      end
      """;

  private static ElixirProject project(String... versions) {
    StringBuilder lock = new StringBuilder("%{\n");
    for (String version : versions) {
      String[] parts = version.split(" ");
      lock.append(
          "  \"%s\": {:hex, :%s, \"%s\", \"aa\", [:mix], [], \"hexpm\", \"bb\"},\n"
              .formatted(parts[0], parts[0], parts[1]));
    }
    return ElixirProject.of(
        Map.of(
            "mix.lock",
            lock + "}\n",
            "lib/schemas.ex",
            SCHEMAS,
            "lib/resolver.ex",
            RESOLVER,
            "lib/repo.ex",
            "defmodule Pier.Repo do\n  use Ecto.Repo, otp_app: :pier\nend\n"));
  }

  private static String code(Fix fix, String... versions) {
    return ecto(project(versions)).write(fix).get(0).code();
  }

  private static EctoCode ecto(ElixirProject project) {
    return new EctoCode(
        new AppNames("Pier", "Pier.Repo"), LocalDateTime.of(2026, 1, 2, 3, 4), project);
  }

  /** An association resolved through the dataloader. */
  static Finding.Code resolver() {
    return resolvedCode("dataloader 2.0.1");
  }

  private static String resolved(String... versions) {
    return resolvedCode(versions).code();
  }

  private static Finding.Code resolvedCode(String... versions) {
    ElixirProject project = project(versions);
    Place place =
        new CallSites(project)
            .place(
                new CallSite("PierWeb.Resolvers.Boats.berths/3", "lib/resolver.ex", 6),
                new SqlReader()
                    .read(
                        "SELECT b0.\"id\", b0.\"bay\" FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" ="
                            + " $1)"));
    assertThat(place.isKnown()).as(place.reason()).isTrue();
    return ecto(project).write(BERTHS, place).get(0);
  }

  /** For old and for new libraries. */
  static Stream<String> everyCode() {
    return Stream.of(
        code(WAIT, "ecto 3.12.4"),
        code(WAIT, "ecto 3.13.0"),
        code(LIMIT, "ecto 3.12.4"),
        code(LIMIT, "ecto 3.13.0"),
        code(UPDATE, "ecto 3.10.3"),
        code(MOUNT, "phoenix_live_view 0.18.3"),
        code(MOUNT, "phoenix_live_view 1.0.1"),
        resolved("dataloader 2.0.1"));
  }

  @Test
  void transactNeedsEcto313() {
    assertThat(code(WAIT, "ecto 3.12.4"))
        .contains("Pier.Repo.transaction(fn ->", "Pier.Repo.rollback(changeset)")
        .doesNotContain("transact(", "needs ecto");
    assertThat(code(WAIT, "ecto 3.13.0")).contains("Pier.Repo.transact(fn ->");
    assertThat(code(WAIT)).contains("Pier.Repo.transact(fn ->", "needs ecto 3.13");
    assertThat(code(LIMIT, "ecto 3.12.4")).contains("Repo.transaction(").doesNotContain("{:ok,");
    assertThat(code(LIMIT, "ecto 3.13.0")).contains("Repo.transact(", "{:ok, Pier.Repo.all(");
  }

  @Test
  void valuesNeedsEcto311() {
    assertThat(code(UPDATE, "ecto 3.10.3")).contains("on_conflict").doesNotContain("values/2");
    assertThat(code(UPDATE, "ecto 3.11.0")).contains("values/2");
  }

  @Test
  void assignAsyncNeedsLiveView020() {
    assertThat(code(MOUNT, "phoenix_live_view 0.18.3")).contains("if connected?(socket) do");
    assertThat(code(MOUNT, "phoenix_live_view 0.20.0"))
        .contains("assign_async(socket, :berths")
        .containsPattern("load\\(\\)\\s+(# )?stands");
  }

  @Test
  void aResolverLoadsThroughTheDataloaderWhereThereIsOne() {
    assertThat(resolved("absinthe 1.7.0"))
        .contains(".preload(", "the field's resolver finds them loaded")
        .doesNotContain("Dataloader");
    assertThat(resolved("absinthe 1.7.0", "dataloader 2.0.1"))
        .contains("|> Dataloader.load(:db, :berths, boat)")
        .contains("Dataloader.get(loader, :db, :berths, boat)");
  }
}
