using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Parley.Server.Api.Dialin;
using Parley.Server.Storage;
using Parley.Telephony;

namespace Parley.Server.Sessions.Dialin;

/// <summary>What dial-in consists of.</summary>
internal static class DialinServices
{
    public static void AddDialin(this IServiceCollection services)
    {
        services.TryAddSingleton<DialinConfigStore>();
        services.TryAddSingleton<HoldMusic>();
        services.TryAddSingleton<Announcement>();
        services.TryAddSingleton<IDialinWebhook, PinlessWebhook>();
        services.TryAddSingleton<IInboundAddresses, DialinAddresses>();
        services.TryAddSingleton<DirectCalls>();
        services.TryAddSingleton<AutomaticCalls>();
        services.TryAddSingleton<PinlessCalls>();
        services.TryAddSingleton<DialinConfigEndpoints>();
        services.TryAddSingleton<PinlessEndpoints>();
        services.TryAddSingleton<DialinWebhookEndpoint>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, DialinApiJson.Default));
    }
}
