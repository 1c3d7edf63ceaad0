defmodule SkolarJobs.Rollover do
  use Oban.Worker, queue: :default
  import Ecto.Query
  alias Skolar.Repo
  alias Skolar.Roster.Enrolment

  @impl true
  def perform(%Oban.Job{args: %{"from" => from_ids, "to" => to_id, "school" => slug}}) do
    for pupil_id <- from_ids do
      {:ok, _} = Repo.insert(%Enrolment{pupil_id: pupil_id, section_id: to_id, enrolled_on: Date.utc_today()}, prefix: "school_" <> slug)
    end

    :ok
  end
end
