using Parley.Client.Models;

namespace Parley.Client;

/// <summary>Phone numbers: those that can be bought, and those that are owned.</summary>
public sealed class NumbersClient
{
    private readonly ApiConnection _api;

    internal NumbersClient(ApiConnection api) => _api = api;

    /// <summary>Lists numbers that can be bought.</summary>
    public async Task<IReadOnlyList<AvailableNumber>> ListAvailableAsync(NumberFilter? filter = null, CancellationToken cancellationToken = default)
    {
        filter ??= new();
        var query = ApiConnection.Query(
            ("areacode", filter.AreaCode), ("region", filter.Region), ("city", filter.City), ("contains", filter.Contains), ("starts_with", filter.StartsWith), ("ends_with", filter.EndsWith));
        return (await _api.GetAsync($"/v1/list-available-numbers{query}", ClientJson.Default.AvailableNumbers, cancellationToken)).Data;
    }

    /// <summary>Buys a number; any when none is named.</summary>
    public Task<BoughtNumber> BuyAsync(string? number = null, CancellationToken cancellationToken = default)
        => _api.PostAsync("/v1/buy-phone-number", new(number), ClientJson.Default.NumberWish, ClientJson.Default.BoughtNumber, cancellationToken);

    /// <summary>Lists the owned numbers, the oldest first.</summary>
    public async Task<IReadOnlyList<OwnedNumber>> ListAsync(CancellationToken cancellationToken = default)
        => (await _api.GetAsync("/v1/purchased-phone-numbers", ClientJson.Default.OwnedNumbers, cancellationToken)).Data;

    /// <summary>Gives a number back: from now on no call shows it, and none that comes in for it is taken.</summary>
    public Task ReleaseAsync(Guid id, CancellationToken cancellationToken = default) => _api.DeleteAsync($"/v1/release-phone-number/{id}", cancellationToken);
}
