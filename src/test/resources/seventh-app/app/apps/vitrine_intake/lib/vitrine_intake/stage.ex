defmodule VitrineIntake.Stage do
  use GenStage
  alias Vitrine.{Repo, People.Remark}

  def handle_events(events, _from, state) do
    Enum.each(events, &store/1)
    {:noreply, [], state}
  end

  defp store(event) do
    %Remark{} = Repo.insert!(%Remark{body: event.text, subject_type: "works", subject_id: event.work_id})
    :ok
  end
end
