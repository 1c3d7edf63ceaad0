defmodule Skolar.Accounts.Account do
  use Ecto.Schema
  @primary_key {:id, :binary_id, autogenerate: true}
  @schema_prefix "public"

  schema "accounts" do
    field :email, :string
    field :hashed_password, :string, redact: true
    field :role, Ecto.Enum, values: [:teacher, :office, :guardian]
    field :locale, :string, default: "en"
    timestamps(type: :utc_datetime)
  end
end

defmodule Skolar.Accounts.AccountToken do
  use Ecto.Schema
  @schema_prefix "public"

  schema "accounts_tokens" do
    field :token, :binary
    field :context, :string
    belongs_to :account, Skolar.Accounts.Account, type: :binary_id
    timestamps(type: :utc_datetime, updated_at: false)
  end
end

defmodule Skolar.Accounts.School do
  use Ecto.Schema
  @schema_prefix "public"

  schema "schools" do
    field :slug, :string
    field :name, :string
    field :plan, Ecto.Enum, values: [:free, :full]
    field :settings, :map
  end
end
