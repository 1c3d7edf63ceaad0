defmodule Clinic.Settings.Entry do
  use Clinic.Schema

  schema "setting_entries" do
    field :key, :string
    field :value, :string
  end
end

defmodule Clinic.Settings do
  alias Clinic.Settings.Entry
  alias Clinic.Storage

  def value(key, default \\ nil) do
    case Storage.get_by(Entry, key: key) do
      nil -> default
      entry -> entry.value
    end
  end

  def tenant_values(tenant, keys) do
    Enum.map(keys, fn key -> Storage.get_by(Entry, [key: key], prefix: tenant) end)
  end
end
