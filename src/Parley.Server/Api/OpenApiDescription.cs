using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Parley.Server.Hosting;

namespace Parley.Server.Api;

/// <summary>What <c>/openapi/v1.json</c> says beside the routes: what this is, where it is, which key opens what.</summary>
internal static class OpenApiDescription
{
    private const string PublicKey = "publicKey";
    private const string PrivateKey = "privateKey";

    /// <summary>Adds the description of the API.</summary>
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.AddDocumentTransformer((document, context, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Parley",
                Version = "v1",
                Description = "Voice agents on the phone: start sessions, watch and stop them, rooms, dial-out, numbers. Which rows of the contracts it keeps is in docs/compatibility.md.",
                License = new OpenApiLicense { Name = "MIT" },
            };
            document.Servers = [new OpenApiServer { Url = context.ApplicationServices.GetRequiredService<PublicUrl>().Value }];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [PublicKey] = Key("A public key, pk_...: starts sessions and reaches them."),
                [PrivateKey] = Key("A private key, sk_...: everything else."),
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (SchemeOf($"/{context.Description.RelativePath}") is { } scheme)
            {
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
    });

    private static string? SchemeOf(string path)
        => path.StartsWith("/v1/public/", StringComparison.Ordinal) ? PublicKey : path.StartsWith("/v1/", StringComparison.Ordinal) ? PrivateKey : null;

    private static OpenApiSecurityScheme Key(string description) => new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = description };
}
