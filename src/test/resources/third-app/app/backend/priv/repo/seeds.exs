alias Freight.Core.Network.Hub
alias Freight.DB

for code <- ~w(EU US AS AF SA OC AN) do
  DB.insert!(%Hub{code: code, name: code})
end
