using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Server.Api.Webhooks;
using Parley.Server.Storage;

namespace Parley.Server.Webhooks;

/// <summary>What outgoing webhooks consist of.</summary>
internal static class WebhookServices
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.TryAddSingleton<WebhookSecrets>();
        services.TryAddSingleton<WebhookStore>();
        services.TryAddSingleton<DeliveryStore>();
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<RoomOutbox>();
        services.TryAddSingleton<WebhookSender>();
        services.TryAddSingleton<WebhookPump>();
        services.AddHostedService(s => s.GetRequiredService<WebhookPump>());
        services.TryAddSingleton<WebhookEndpoints>();
        services.TryAddSingleton<DeliveryEndpoints>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WebhookJson.Default));
    }
}
