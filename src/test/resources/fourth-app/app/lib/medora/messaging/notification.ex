defmodule Medora.Messaging.Notification do
  use Medora.Schema

  schema "notifications" do
    field :kind, :string
    field :payload, :map
    field :read_at, :utc_datetime
    belongs_to :user, Medora.Directory.User
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:kind, :payload, :read_at])
    |> validate_required([:kind])
  end
end
