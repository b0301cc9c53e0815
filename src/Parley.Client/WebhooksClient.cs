using Parley.Client.Models;

namespace Parley.Client;

/// <summary>Webhooks: addresses that are told of events.</summary>
public sealed class WebhooksClient
{
    private const string Path = "/v1/webhooks";

    private readonly ApiConnection _api;

    internal WebhooksClient(ApiConnection api) => _api = api;

    /// <summary>Makes a webhook. Its address is sent a test request first, and must answer it with 200.</summary>
    public Task<Webhook> CreateAsync(WebhookWish wish, CancellationToken cancellationToken = default)
        => _api.PostAsync(Path, wish, ClientJson.Default.WebhookWish, ClientJson.Default.Webhook, cancellationToken);

    /// <summary>Lists the webhooks, the oldest first.</summary>
    public Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken = default) => _api.GetAsync(Path, ClientJson.Default.IReadOnlyListWebhook, cancellationToken);

    /// <summary>Shows a webhook.</summary>
    public Task<Webhook> GetAsync(Guid id, CancellationToken cancellationToken = default) => _api.GetAsync($"{Path}/{id}", ClientJson.Default.Webhook, cancellationToken);

    /// <summary>Changes a webhook, and sends to it again if it had failed.</summary>
    public Task<Webhook> UpdateAsync(Guid id, WebhookWish wish, CancellationToken cancellationToken = default)
        => _api.PostAsync($"{Path}/{id}", wish, ClientJson.Default.WebhookWish, ClientJson.Default.Webhook, cancellationToken);

    /// <summary>Removes a webhook with all that waits for it.</summary>
    public Task DeleteAsync(Guid id, CancellationToken cancellationToken = default) => _api.DeleteAsync($"{Path}/{id}", cancellationToken);

    /// <summary>Tells the events of a span of time again, in the order in which they happened.</summary>
    /// <param name="id">The webhook.</param>
    /// <param name="from">From this moment on.</param>
    /// <param name="until">Up to this moment; until now when absent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many are told again.</returns>
    public async Task<int> ReplayAsync(Guid id, DateTimeOffset from, DateTimeOffset? until = null, CancellationToken cancellationToken = default)
        => (await _api.PostAsync($"{Path}/{id}/replay", new(null, Seconds(from), until is { } end ? Seconds(end) : null), ClientJson.Default.ReplayWish, ClientJson.Default.ReplayDone, cancellationToken)).Replayed;

    /// <summary>Tells certain events again.</summary>
    public async Task<int> ReplayAsync(Guid id, IReadOnlyList<Guid> events, CancellationToken cancellationToken = default)
        => (await _api.PostAsync($"{Path}/{id}/replay", new(events, null, null), ClientJson.Default.ReplayWish, ClientJson.Default.ReplayDone, cancellationToken)).Replayed;

    private static double Seconds(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / 1000.0;
}
