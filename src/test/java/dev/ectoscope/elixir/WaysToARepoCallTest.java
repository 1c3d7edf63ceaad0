package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.SqlReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From a printed line to the Repo call: by delegation, by import, from templates. */
class WaysToARepoCallTest {

  private static final String LIGHTS = "SELECT l0.\"id\", l0.\"name\" FROM \"lights\" AS l0";
  private static final ElixirProject PROJECT =
      ElixirProject.of(
          Map.of(
              "lib/coast/lights.ex",
              """
              defmodule Coast.Light do
                use Ecto.Schema
                schema "lights" do
                  field :name, :string
                end
              end

              defmodule Coast.Lights do
                def all(_opts \\\\ []), do: Coast.Repo.all(Coast.Light)
              end

              defmodule Coast do
                defdelegate lights(), to: Coast.Lights, as: :all
              end

              defmodule Coast.Repo do
                use Ecto.Repo, otp_app: :coast
              end
              """,
              "lib/coast_web/page.ex",
              """
              defmodule CoastWeb.Page do
                import Coast.Lights

                def delegated(_), do: wrap(Coast.lights())
                def imported(_), do: wrap(all())

                def render(assigns) do
                  ~H\"""
                  <h1 class={["big", @loud && "loud"]}>{@title}</h1>
                  <p :for={light <- Coast.lights()}>{light.name}</p>
                  <%= for _ <- 1..2 do %>
                    <b><%= length(all()) %></b>
                  <% end %>
                  \"""
                end

                defp wrap(x), do: {:ok, x}
              end
              """,
              "lib/coast/crud.ex",
              """
              defmodule Coast.Crud do
                alias Coast.Repo

                defmacro __using__(opts) do
                  quote do
                    @schema unquote(opts[:schema])
                    def one(id), do: Repo.get(unquote(opts[:schema]), id)
                    def list, do: Repo.all(@schema)
                    def me, do: Repo.aggregate(__MODULE__, :count)
                    def nothing(x), do: x
                  end
                end
              end

              defmodule Coast.Stored do
                use Ecto.Schema
                use Coast.Crud, schema: Coast.Light
                @own Coast.Light
                schema "stored" do
                  field :name, :string
                end

                def mine, do: Coast.Repo.all(@own)
                def calling(id), do: {:ok, one(id)}
              end
              """,
              "lib/coast_web/page/index.html.heex",
              """
              <%!-- Coast.lights() is only mentioned --%>
              <p title="a { brace">{@title}</p>
              <%= if @show do %>
                <i><%= inspect(Coast.lights()) %></i>
              <% end %>
              """));

  @Test
  void aLineThatOnlyMentionsTheCallIsNotItsPlace() {
    assertThat(place("CoastWeb.Page.index/1", "lib/coast_web/page/index.html.heex", 1).isKnown())
        .isFalse();
    assertThat(place("CoastWeb.Page.render/1", "lib/coast_web/page.ex", 9).isKnown()).isFalse();
  }

  @Test
  void delegatedAndImportedFunctionsAreFollowed() {
    assertPlaced(place("CoastWeb.Page.delegated/1", "lib/coast_web/page.ex", 4));
    assertPlaced(place("CoastWeb.Page.imported/1", "lib/coast_web/page.ex", 5));
  }

  @Test
  void callsInTemplatesAreFollowed() {
    assertPlaced(place("CoastWeb.Page.render/1", "lib/coast_web/page.ex", 10));
    assertPlaced(place("anonymous fn/3 in CoastWeb.Page.render/1", "lib/coast_web/page.ex", 12));
    assertPlaced(place("CoastWeb.Page.index/1", "lib/coast_web/page/index.html.heex", 4));
  }

  @Test
  void functionsThatAMacroWritesArePlacedInTheMacro() {
    Place list = place("Coast.Stored.list/0", "lib/coast/crud.ex", 17);
    assertThat(list.function()).isEqualTo("Coast.Stored.list/0");
    assertThat(list.line()).isEqualTo(8);
    assertThat(list.call().orElseThrow().query().tables()).containsExactly("lights");
    assertThat(list.reason()).isEqualTo("code in lib/coast/crud.ex writes Coast.Stored.list/0");
    assertThat(place("Coast.Stored.nothing/1", "lib/coast/crud.ex", 17).reason())
        .isEqualTo(
            "code in lib/coast/crud.ex writes this function, and no call of it is known to"
                + " send this statement");
    Place calling =
        new CallSites(PROJECT)
            .place(
                new CallSite("Coast.Stored.calling/1", "lib/coast/crud.ex", 24),
                new SqlReader().read(LIGHTS + " WHERE (l0.\"id\" = $1)"));
    assertThat(calling.line()).isEqualTo(7);
    Place counted =
        new CallSites(PROJECT)
            .place(
                new CallSite("Coast.Stored.me/0", "lib/coast/crud.ex", 17),
                new SqlReader().read("SELECT count(*) FROM \"stored\" AS s0"));
    assertThat(counted.line()).isEqualTo(9);
  }

  @Test
  void attributesOfAModuleAreKnownInItsFunctions() {
    assertThat(place("Coast.Stored.mine/0", "lib/coast/crud.ex", 23).certainty())
        .isEqualTo(Place.Certainty.PRINTED);
    assertThat(
            PROJECT
                .repoCalls(PROJECT.function("Coast.Stored.mine/0").orElseThrow())
                .get(0)
                .query()
                .tables())
        .containsExactly("lights");
  }

  private static void assertPlaced(Place place) {
    assertThat(place.function()).isEqualTo("Coast.Lights.all/1");
    assertThat(place.certainty()).isEqualTo(Place.Certainty.FOLLOWED);
  }

  private static Place place(String frame, String file, int line) {
    return new CallSites(PROJECT)
        .place(new CallSite(frame, file, line), new SqlReader().read(LIGHTS));
  }
}
