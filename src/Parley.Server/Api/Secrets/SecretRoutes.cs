using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Server.Api.Agents;
using Parley.Server.Hosting;

namespace Parley.Server.Api.Secrets;

/// <summary>The routes of secrets, in both path families.</summary>
internal static class SecretRoutes
{
    /// <summary>The services behind the routes.</summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services)
    {
        services.TryAddSingleton<SecretEndpoints>();
        return services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, SecretJson.Default));
    }

    /// <summary>Maps them. The builder asks for a private key already; one that is for certain agents is refused.</summary>
    public static void MapSecrets(this IEndpointRouteBuilder api)
    {
        api.MapGet("/secrets", (HttpRequest request, SecretEndpoints secrets, CancellationToken ct) => secrets.ListAsync(request.Query, ct))
            .WithSummary("Lists the sets of secrets. Query: region.")
            .Produces<SecretSetListDocument>().ProducesErrors(400, 401, 403, 404);
        api.MapGet("/secrets/{set}", (string set, SecretEndpoints secrets, CancellationToken ct) => secrets.GetAsync(set, ct))
            .WithSummary("Shows what the secrets of a set are called. Values are never shown.")
            .Produces<SecretSetDocument>().ProducesErrors(401, 403, 404);
        api.MapPut("/secrets/{set}", (string set, HttpRequest request, SecretEndpoints secrets, CancellationToken ct) => secrets.PutAsync(set, request, ct))
            .WithSummary("Writes secrets into a set, which is made if there is none; its others stay. Sessions that start from now on get them.")
            .Accepts(typeof(SecretsRequest)).Produces<SecretsTakenDocument>(StatusCodes.Status202Accepted).ProducesErrors(400, 401, 403, 404, 409, 413);
        api.MapDelete("/secrets/{set}", (string set, SecretEndpoints secrets, CancellationToken ct) => secrets.DeleteAsync(set, ct))
            .WithSummary("Deletes a set. Agents that are given it take no more sessions.")
            .Produces<StatusDocument>().ProducesErrors(401, 403, 404);
        api.MapDelete("/secrets/{set}/{key}", (string set, string key, SecretEndpoints secrets, CancellationToken ct) => secrets.DeleteKeyAsync(set, key, ct))
            .WithSummary("Deletes a secret of a set.")
            .Produces<StatusDocument>().ProducesErrors(401, 403, 404);
    }
}
