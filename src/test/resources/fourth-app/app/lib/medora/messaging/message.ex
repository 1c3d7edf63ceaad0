defmodule Medora.Messaging.Message do
  use Medora.Schema

  schema "messages" do
    field :body, :string
    belongs_to :thread, Medora.Messaging.Thread
    belongs_to :sender, Medora.Directory.User
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:body])
    |> validate_required([:body])
  end
end
