using Parley.Client.Models;

namespace Parley.Client;

/// <summary>Who is not to be called, by any agent.</summary>
public sealed class DoNotCallClient
{
    private const string Path = "/v1/do-not-call";

    private readonly ApiConnection _api;

    internal DoNotCallClient(ApiConnection api) => _api = api;

    /// <summary>Lists who is not to be called, by number.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="startingAfter">The last number of the page before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<DoNotCallPage> ListAsync(int limit = 100, string? startingAfter = null, CancellationToken cancellationToken = default)
        => _api.GetAsync($"{Path}{ApiConnection.Query(("limit", ApiConnection.Format(limit)), ("starting_after", startingAfter))}", ClientJson.Default.DoNotCallPage, cancellationToken);

    /// <summary>Puts numbers on the list.</summary>
    /// <returns>How many were not there yet.</returns>
    public async Task<int> AddAsync(IReadOnlyList<string> numbers, string? reason = null, CancellationToken cancellationToken = default)
        => (await _api.PostAsync(Path, new(numbers, reason), ClientJson.Default.DoNotCallWish, ClientJson.Default.DoNotCallAdded, cancellationToken)).Added;

    /// <summary>Takes a number off the list.</summary>
    public Task RemoveAsync(string number, CancellationToken cancellationToken = default) => _api.DeleteAsync($"{Path}/{ApiConnection.Part(number)}", cancellationToken);
}
