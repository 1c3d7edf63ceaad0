defmodule VitrineIntake.Projector do
  use Commanded.Projections.Ecto, application: VitrineIntake.App, repo: Vitrine.Repo, name: "loans"

  project(%{loan_id: id, state: state}, _metadata, fn multi ->
    Ecto.Multi.update_all(multi, :loan, loan_query(id), set: [state: state])
  end)
end
