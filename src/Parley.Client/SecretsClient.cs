using System.Net.Http.Json;
using Parley.Client.Models;

namespace Parley.Client;

/// <summary>Sets of secrets that agents are given. Values go in and never come out.</summary>
public sealed class SecretsClient
{
    private const string Path = "/v1/secrets";

    private readonly ApiConnection _api;

    internal SecretsClient(ApiConnection api) => _api = api;

    /// <summary>Writes secrets into a set, which is made if there is none; its others stay. Sessions that start from now on get them.</summary>
    public async Task PutAsync(string set, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var body = new SecretsBody([.. secrets.Select(secret => new SecretBody(secret.Key, secret.Value))]);
        await _api.SendAsync(
            HttpMethod.Put, $"{Path}/{ApiConnection.Part(set)}", isPublic: false, JsonContent.Create(body, ClientJson.Default.SecretsBody), ClientJson.Default.JsonElement, null, cancellationToken);
    }

    /// <summary>Lists the sets.</summary>
    public async Task<IReadOnlyList<SecretSetSummary>> ListAsync(CancellationToken cancellationToken = default)
        => (await _api.GetAsync(Path, ClientJson.Default.SecretSets, cancellationToken)).Sets;

    /// <summary>Shows what the secrets of a set are called.</summary>
    public async Task<SecretSet> GetAsync(string set, CancellationToken cancellationToken = default)
    {
        var read = await _api.GetAsync($"{Path}/{ApiConnection.Part(set)}", ClientJson.Default.SecretSetRead, cancellationToken);
        return new(read.Status, [.. read.Secrets.Select(secret => secret.FieldName)], read.ErrorMessage);
    }

    /// <summary>Deletes a set. Agents that are given it take no more sessions.</summary>
    public Task DeleteAsync(string set, CancellationToken cancellationToken = default) => _api.DeleteAsync($"{Path}/{ApiConnection.Part(set)}", cancellationToken);

    /// <summary>Deletes a secret of a set.</summary>
    public Task DeleteAsync(string set, string key, CancellationToken cancellationToken = default)
        => _api.DeleteAsync($"{Path}/{ApiConnection.Part(set)}/{ApiConnection.Part(key)}", cancellationToken);
}
