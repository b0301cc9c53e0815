using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace Parley.Server.Api;

/// <summary>How routes say what they take and give, for <c>/openapi/v1.json</c>.</summary>
internal static class RouteDescriptions
{
    /// <summary>The route may answer with the envelope of errors, with these statuses.</summary>
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ErrorDocument>(status);
        }

        return route;
    }

    /// <summary>
    /// The route takes JSON of this shape. Described here rather than with <c>Accepts</c> of the framework, which would refuse curl's default content type before the key is
    /// looked at.
    /// </summary>
    public static RouteHandlerBuilder Accepts(this RouteHandlerBuilder route, Type shape)
        => route.AddOpenApiOperationTransformer(async (operation, context, ct) => operation.RequestBody = new OpenApiRequestBody
        {
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(shape, null, ct) },
            },
        });
}
