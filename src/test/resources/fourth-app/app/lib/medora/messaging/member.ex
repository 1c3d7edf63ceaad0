defmodule Medora.Messaging.Member do
  use Medora.Schema

  schema "thread_members" do
    field :muted, :boolean
    field :last_read_at, :utc_datetime
    belongs_to :thread, Medora.Messaging.Thread
    belongs_to :user, Medora.Directory.User
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:muted, :last_read_at])
    |> validate_required([:muted])
  end
end
