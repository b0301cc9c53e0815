using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace Parley.Server.Api;

/// <summary>How routes say what they take and give, for <c>/openapi/v1.json</c>.</summary>
internal static class RouteDescriptions
{
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
